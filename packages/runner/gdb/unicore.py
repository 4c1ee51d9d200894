# SPDX-License-Identifier: BSD-3-Clause
"""Commands of gdb for the threads of an image, which gdb takes for one: `unicore threads`, `unicore thread apply N COMMAND`.

Read by `unicore-link run --gdb`. The threads are those of the scheduler's ring, found by debug information.
"""

import contextlib

import gdb

# First thread and CPU of each scheduler of the pool.
SCHEDULERS = [("sched_coop_first", "sched_coop_cpu")]

# What a context that does not run holds at its stack pointer, lowest word first, and how many words lie below.
# Of libs-native/arch/*/src/context_switch.S.
SAVED_REGISTERS = {"i386:x86-64": (1, ["r15", "r14", "r13", "r12", "rbx", "rbp", "rip"])}
STACK_POINTER = "rsp"


class Thread:
    """One thread, numbered as the scheduler made them."""

    def __init__(self, number, value, runs):
        self.number = number
        self.value = value
        self.runs = runs
        self.name = value["name"].string() if int(value["name"]) else "?"

    @property
    def state(self):
        if self.runs:
            return "runs"
        # Of SCHED_COOP_WAITING, for one.
        state = str(self.value["state"]).rsplit("_", 1)[-1].lower()
        return f"{state}, with a deadline" if state == "waiting" and self.value["timeout"]["armed"] else state

    @contextlib.contextmanager
    def selected(self):
        """Gives gdb the registers of this thread, and takes them back: the guest never runs with them."""
        gdb.execute("frame 0", to_string=True)
        if self.runs:
            yield
            return
        words_below, names = saved_registers()
        word = gdb.lookup_type("unsigned long")
        at = int(self.value["context"]["sp"]) + words_below * word.sizeof
        registers = {
            name: int(gdb.Value(at + i * word.sizeof).cast(word.pointer()).dereference())
            for i, name in enumerate(names)
        }
        registers[STACK_POINTER] = at + len(names) * word.sizeof
        before = {name: int(gdb.parse_and_eval(f"(unsigned long)${name}")) for name in registers}
        try:
            set_registers(registers)
            yield
        finally:
            gdb.execute("frame 0", to_string=True)
            set_registers(before)

    def place(self):
        """The innermost function that is none of the scheduler's, where there is one."""
        with self.selected():
            newest = frame = gdb.newest_frame()
            while frame and is_of_scheduler(frame):
                frame = frame.older()
            frame = frame or newest
            sal = frame.find_sal()
            where = f" at {sal.symtab.filename}:{sal.line}" if sal.symtab else ""
            return f"{frame.name() or hex(frame.pc())}{where}"


def saved_registers():
    architecture = gdb.selected_frame().architecture().name()
    if architecture not in SAVED_REGISTERS:
        raise gdb.GdbError(f"unicore: contexts of {architecture} are not known")
    return SAVED_REGISTERS[architecture]


def set_registers(registers):
    for name, value in registers.items():
        gdb.execute(f"set ${name} = {value}", to_string=True)


def is_of_scheduler(frame):
    name = frame.name() or ""
    sal = frame.find_sal()
    return "arch_context_" in name or (sal.symtab is not None and "/lib-sched-" in sal.symtab.filename)


def threads():
    """All threads, from the first on. Raises gdb.GdbError where the image has no scheduler or no debug information."""
    for first_name, cpu_name in SCHEDULERS:
        first = gdb.lookup_global_symbol(first_name) or gdb.lookup_static_symbol(first_name)
        if first is None:
            continue
        first = first.value()
        current = int(gdb.parse_and_eval(cpu_name)["current"])
        at, found = first.address, []
        # The ring is not closed before the scheduler has started.
        while int(at) and not (found and int(at) == int(first.address)):
            found.append(Thread(len(found) + 1, at.dereference(), int(at) == current))
            at = at["all_next"]
        return found
    raise gdb.GdbError("unicore: no scheduler's threads: the image has none, or was built without debug information")


class Unicore(gdb.Command):
    """Commands for images of Unicore."""

    def __init__(self):
        super().__init__("unicore", gdb.COMMAND_STACK, prefix=True)


class Threads(gdb.Command):
    """List the threads of the image: number, name, state, and where each is."""

    def __init__(self):
        super().__init__("unicore threads", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        for thread in threads():
            mark = "*" if thread.runs else " "
            gdb.write(f"{mark} {thread.number:<4} {thread.name:<16} {thread.state:<24} {thread.place()}\n")


class ThreadPrefix(gdb.Command):
    """Commands for single threads of the image."""

    def __init__(self):
        super().__init__("unicore thread", gdb.COMMAND_STACK, prefix=True)


class ThreadApply(gdb.Command):
    """Apply a command to threads of the image: unicore thread apply N|all COMMAND, for example `unicore thread apply all backtrace`.

    The command looks; it must not let the guest run on.
    """

    def __init__(self):
        super().__init__("unicore thread apply", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        which, _, command = argument.strip().partition(" ")
        if not command:
            raise gdb.GdbError("unicore thread apply N|all COMMAND; `unicore threads` lists them")
        chosen = [thread for thread in threads() if which in ("all", str(thread.number))]
        if not chosen:
            raise gdb.GdbError(f"unicore: no thread {which}; `unicore threads` lists them")
        for thread in chosen:
            gdb.write(f"\nThread {thread.number} ({thread.name}):\n")
            with thread.selected():
                gdb.execute(command)


Unicore()
Threads()
ThreadPrefix()
ThreadApply()
