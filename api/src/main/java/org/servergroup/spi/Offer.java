package org.servergroup.spi;

/** What became of a frame that was offered to a channel. */
public enum Offer {
    /** Taken as a whole. It is sent at the next flush, or when there is room. */
    ACCEPTED,
    /** Not taken: no room now. The receiver is told {@code writable} when it is worth another try. */
    BACK_PRESSURED,
    /** Not taken: the other end is not connected. The receiver is told {@code linkUp} when it is. */
    NOT_CONNECTED,
    /** Not taken, and will not be: nobody is bound to that address, or the address cannot exist. */
    NO_SUCH_PEER,
    /** Not taken, and will not be: longer than the channel can carry. */
    TOO_LONG,
    /** Not taken: the channel is closed or has failed. */
    CLOSED
}
