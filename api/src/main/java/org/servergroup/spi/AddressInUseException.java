package org.servergroup.spi;

import java.io.IOException;

/** Somebody else is bound to the address. */
public class AddressInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says which address, and who holds it where that is known. */
    public AddressInUseException(String message) {
        super(message);
    }
}
