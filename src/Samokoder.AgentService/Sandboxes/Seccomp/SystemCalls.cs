using System.Runtime.InteropServices;

namespace Samokoder.AgentService.Sandboxes.Seccomp;

/// <summary>Numbers of the kernel's system calls for one processor architecture (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).</summary>
/// <param name="Architecture">AUDIT_ARCH_* of linux/audit.h.</param>
/// <param name="Refused">Calls that no program of a web application needs, and that reach far into the kernel.</param>
internal sealed record SystemCalls(uint Architecture, uint CloneCall, uint Unshare, uint Socket, uint IoControl, IReadOnlyList<uint> Refused)
{
    /// <summary>The same number everywhere: newer than the common table.</summary>
    public const uint Clone3 = 435;

    /// <summary>io_uring_setup, _enter, _register; open_tree, move_mount, fsopen, fsconfig, fsmount, fspick; pidfd_getfd, process_madvise; mount_setattr, quotactl_fd.</summary>
    private static readonly uint[] Newer = [425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 440, 442, 443];

    private static readonly SystemCalls X64 = new(
        0xC000_003E, CloneCall: 56, Unshare: 272, Socket: 41, IoControl: 16,
        [
            101, 310, 311, 312, // ptrace, process_vm_readv, process_vm_writev, kcmp
            165, 166, 155, 161, 308, // mount, umount2, pivot_root, chroot, setns
            248, 249, 250, // add_key, request_key, keyctl
            321, 323, 298, 300, // bpf, userfaultfd, perf_event_open, fanotify_init
            246, 320, 169, 175, 313, 176, 174, 177, 178, // kexec_load, kexec_file_load, reboot, init_module, finit_module, delete_module and their elders
            303, 304, 179, 167, 168, 163, // name_to_handle_at, open_by_handle_at, quotactl, swapon, swapoff, acct
            164, 227, 305, 159, 103, 153, // settimeofday, clock_settime, clock_adjtime, adjtimex, syslog, vhangup
            172, 173, 154, 134, 139, 156, 180, 212, 256, 279, // iopl, ioperm, modify_ldt, uselib, sysfs, _sysctl, nfsservctl, lookup_dcookie, migrate_pages, move_pages
            .. Newer,
        ]);

    private static readonly SystemCalls Arm64 = new(
        0xC000_00B7, CloneCall: 220, Unshare: 97, Socket: 198, IoControl: 29,
        [
            117, 270, 271, 272, // ptrace, process_vm_readv, process_vm_writev, kcmp
            40, 39, 41, 51, 268, // mount, umount2, pivot_root, chroot, setns
            217, 218, 219, // add_key, request_key, keyctl
            280, 282, 241, 262, // bpf, userfaultfd, perf_event_open, fanotify_init
            104, 294, 142, 105, 273, 106, // kexec_load, kexec_file_load, reboot, init_module, finit_module, delete_module
            264, 265, 60, 224, 225, 89, // name_to_handle_at, open_by_handle_at, quotactl, swapon, swapoff, acct
            170, 112, 266, 171, 116, 58, // settimeofday, clock_settime, clock_adjtime, adjtimex, syslog, vhangup
            42, 18, 238, 239, // nfsservctl, lookup_dcookie, migrate_pages, move_pages
            .. Newer,
        ]);

    /// <summary>Null for an architecture that has no table here.</summary>
    public static SystemCalls? Current => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => X64,
        System.Runtime.InteropServices.Architecture.Arm64 => Arm64,
        _ => null,
    };
}
