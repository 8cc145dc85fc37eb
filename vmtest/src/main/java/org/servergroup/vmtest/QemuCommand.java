package org.servergroup.vmtest;

import java.nio.file.Path;
import java.util.List;

/** QEMU's command line. */
final class QemuCommand {
    private static final String MEGABYTES = "320";
    private static final String KERNEL_ARGUMENTS = "console=ttyS0 panic=-1 quiet mitigations=off cryptomgr.notests"
            + " no_timer_check tsc=reliable nokaslr 8250.nr_uarts=1 apparmor=0 audit=0 ";

    private QemuCommand() {}

    /**
     * The command of one guest. QEMU connects to the first two sockets, which the test listens on, and listens on the
     * port's, as it does under libvirt, and on the monitor's, which the host side follows. The test's own console has a controller of its own, so that the port's can be
     * taken away.
     *
     * @param taken where QEMU logs all bytes that it takes from the port, whether or not the host end is there
     */
    static List<String> of(
            Prepared prepared, String instance, Path qmp, Path console, Path port, Path monitor, Path taken) {
        return List.of(
                "qemu-system-x86_64",
                "-name",
                instance,
                "-M",
                "q35,usb=off,sata=off,smbus=off,i8042=off",
                "-accel",
                prepared.accelerated() ? "kvm" : "tcg",
                "-m",
                MEGABYTES,
                "-smp",
                "1",
                "-nodefaults",
                "-no-user-config",
                "-display",
                "none",
                "-action",
                "reboot=reset",
                "-serial",
                "stdio",
                "-kernel",
                prepared.kernel().toString(),
                "-initrd",
                prepared.initrd().toString(),
                "-append",
                KERNEL_ARGUMENTS + (prepared.systemd() ? "vmtest.systemd" : "vmtest.disk"),
                "-drive",
                "file=" + prepared.image() + ",if=none,id=disk,format=raw,"
                        + (prepared.systemd() ? "snapshot=on" : "readonly=on"),
                "-device",
                "virtio-blk-pci,drive=disk",
                "-chardev",
                "socket,id=console,path=" + console,
                "-device",
                "virtio-serial-pci,id=console-bus",
                "-device",
                "virtserialport,bus=console-bus.0,chardev=console,name=vmtest.control",
                "-chardev",
                "socket,id=port,path=" + port + ",server=on,wait=off,logfile=" + taken,
                "-device",
                "virtio-serial-pci,id=port-bus",
                "-device",
                "virtserialport,bus=port-bus.0,chardev=port,name=cgcs.messaging,id=port",
                "-chardev",
                "socket,id=qmp,path=" + qmp,
                "-mon",
                "chardev=qmp,mode=control",
                "-chardev",
                "socket,id=monitor,path=" + monitor + ",server=on,wait=off",
                "-mon",
                "chardev=monitor,mode=control");
    }
}
