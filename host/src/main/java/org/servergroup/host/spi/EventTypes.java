package org.servergroup.host.spi;

/** The event types of notifications that a host side without a cloud sends (PROTOCOL.md section 4). */
public final class EventTypes {
    /** It is new. */
    public static final String CREATED = "compute.instance.create.end";
    /** It runs. */
    public static final String POWERED_ON = "compute.instance.power_on.end";
    /** It was stopped by its host. */
    public static final String POWERED_OFF = "compute.instance.power_off.end";
    /** It has stopped by itself, in order. */
    public static final String SHUT_DOWN = "compute.instance.shutdown.end";
    /** It was paused. */
    public static final String PAUSED = "compute.instance.pause.end";
    /** It runs again after a pause. */
    public static final String UNPAUSED = "compute.instance.unpause.end";
    /** It was suspended. */
    public static final String SUSPENDED = "compute.instance.suspend.end";
    /** It runs again after it was suspended. */
    public static final String RESUMED = "compute.instance.resume.end";
    /** It was reset, or has started itself anew. */
    public static final String REBOOTED = "compute.instance.reboot.end";
    /** Something else about it has changed, such as its state to {@code error}. */
    public static final String UPDATED = "compute.instance.update";
    /** It is not there any more. */
    public static final String DELETED = "compute.instance.delete.end";
    /** It has moved to another host. */
    public static final String MIGRATED = "compute.instance.live_migration._post.end";

    private EventTypes() {}
}
