"""System calls of Linux for which Python has no function, on x86-64 and aarch64."""

from __future__ import annotations

import ctypes
import functools
import os
import platform

#: The number of each system call on x86-64 and on aarch64; None where there is no such call.
NUMBERS: dict[str, tuple[int | None, int | None]] = {
    # The memory and the descriptors of other processes.
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "pidfd_open": (434, 434),
    # File systems.
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "mount_setattr": (442, 442),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "acct": (163, 89),
    # Namespaces, processes.
    "unshare": (272, 97),
    "setns": (308, 268),
    "clone": (56, 220),
    "clone3": (435, 435),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    # Signals.
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    # Sockets.
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    # Memory that does not count towards a limit.
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "remap_file_pages": (216, 234),
    "mbind": (237, 235),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "set_mempolicy": (238, 237),
    # Keys, programs in the kernel, performance counters.
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # The machine.
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "syslog": (103, 116),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "personality": (135, 92),
    "lookup_dcookie": (212, 18),
    "vhangup": (153, 58),
    # What the walls themselves use.
    "capset": (126, 91),
    "seccomp": (317, 277),
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
}
MACHINES = {"x86_64": 0, "aarch64": 1}


@functools.cache
def _libc() -> ctypes.CDLL:
    """The C library, loaded on first use: other systems have none of this name."""
    return ctypes.CDLL(None, use_errno=True)


def number(name: str, machine: str | None = None) -> int | None:
    """The number of a system call on a machine, this one by default; None where it has none."""
    return NUMBERS[name][MACHINES[machine or platform.machine()]]


def call(name: str, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """Make a system call.

    Raises
    ------
    OSError
        If the kernel refuses, or this machine has no such call.
    """
    found = number(name) if platform.machine() in MACHINES else None
    if found is None:
        raise OSError(38, f"no system call {name} on {platform.machine()}")
    # ctypes would cut plain numbers to 32 bits.
    passed = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result: int = _libc().syscall(ctypes.c_long(found), *passed)
    if result < 0:
        _refused(name)
    return result


def prctl(option: int, *arguments: int | ctypes.Structure) -> int:
    """Set or get an attribute of this process.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    passed = [
        ctypes.c_ulong(a) if isinstance(a, int) else ctypes.byref(a)
        for a in (*arguments, *[0] * (4 - len(arguments)))
    ]
    result: int = _libc().prctl(option, *passed)
    if result < 0:
        _refused(f"prctl {option}")
    return result


def _refused(what: str) -> None:
    code = ctypes.get_errno()
    raise OSError(code, f"{os.strerror(code)} ({what})")
