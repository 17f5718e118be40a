"""Sound processes that together use every element: what the lint has to accept, and what mutations start from."""

from dataclasses import replace
from typing import Any

from heyi.core.workflow.approval.rules import Approval, ApproverRule, RuleKind
from heyi.core.workflow.parser.model import Document, Kind, Process
from heyi.core.workflow.tests.drawn import drawn

TWO = [True, False]
AMOUNTS = [0, 1000, 5000, 20000]

#: Each with the values that its variables may have when it begins.
SEEDS: dict[str, tuple[str, dict[str, list[Any]]]] = {
    "one task": ("start s; user a; end e; s -> a -> e", {}),
    "three in a row": ("start s; user a; user b; user c; end e; s -> a -> b -> c -> e", {}),
    "exclusive": (
        'start s; xor g; user a; user b; xor m; user c; end e; s -> g; g -> a if "amount > 1000"; g -> b default;'
        " a -> m; b -> m; m -> c -> e",
        {"amount": AMOUNTS},
    ),
    "complete conditions": (
        'start s; xor g; user a; user b; end e; s -> g; g -> a if "amount > 1000"; g -> b if "amount <= 1000";'
        " a -> e; b -> e",
        {"amount": AMOUNTS},
    ),
    "ladder": (
        'start s; xor g; user boss; user head; user lead; end e; s -> g; g -> boss if "amount > 10000";'
        ' g -> head if "amount > 1000 and amount <= 10000"; g -> lead default; boss -> e; head -> e; lead -> e',
        {"amount": AMOUNTS},
    ),
    "texts": (
        'start s; xor g; user a; user b; user c; end e; s -> g; g -> a if "kind = ""red"""; g -> b if "kind in (""blue"","'
        '"green"")"; g -> c default; a -> e; b -> e; c -> e'.replace('""', "'"),
        {"kind": ["red", "blue", "other"]},
    ),
    "truth": (
        'start s; xor g; user a; user b; end e; s -> g; g -> a if "urgent"; g -> b if "not(urgent)"; a -> e; b -> e',
        {"urgent": TWO},
    ),
    "loop": (
        'start s; xor m; user a; xor g; end e; s -> m -> a -> g; g -> m if "again"; g -> e default',
        {"again": [False]},
    ),
    "two loops": (
        'start s; xor m; user a; xor g; user b; xor h; end e; s -> m -> a -> g; g -> m if "again"; g -> b default;'
        ' b -> h; h -> m if "back"; h -> e default',
        {"again": [False], "back": [False]},
    ),
    "parallel": (
        "start s; and f; user a; user b; and j; user c; end e; s -> f; f -> a -> j; f -> b -> j; j -> c -> e", {},
    ),
    "three branches": (
        "start s; and f; user a; user b; user c; and j; user d; end e; s -> f; f -> a -> j; f -> b -> j;"
        " f -> c -> j; j -> d -> e",
        {},
    ),
    "nested parallel": (
        "start s; and f; user a; and f2; user b; user c; and j2; and j; user d; end e; s -> f; f -> a -> j; f -> f2;"
        " f2 -> b -> j2; f2 -> c -> j2; j2 -> j; j -> d -> e",
        {},
    ),
    "choice in parallel": (
        'start s; and f; user a; xor g; user b; user c; xor m; and j; user d; end e; s -> f; f -> a -> j; f -> g;'
        ' g -> b if "x > 0"; g -> c default; b -> m; c -> m; m -> j; j -> d -> e',
        {"x": [0, 1]},
    ),
    "parallel in choice": (
        'start s; xor g; and f; user a; user b; and j; user c; xor m; user d; end e; s -> g; g -> f if "x > 0";'
        " g -> c default; f -> a -> j; f -> b -> j; j -> m; c -> m; m -> d -> e",
        {"x": [0, 1]},
    ),
    "inclusive": (
        'start s; or f; user a; user b; user c; or j; user d; end e; s -> f; f -> a if "x > 0"; f -> b if "y > 0";'
        " f -> c default; a -> j; b -> j; c -> j; j -> d -> e",
        {"x": [0, 1], "y": [0, 1]},
    ),
    "inclusive without default": (
        'start s; or f; user a; user b; or j; user d; end e; s -> f; f -> a if "x >= 0"; f -> b if "x < 10";'
        " a -> j; b -> j; j -> d -> e",
        {"x": [-1, 5, 20]},
    ),
    "complex": (
        'start s; and f; user a; user b; user c; complex j activation="activationCount >= 2"; user d; end e; s -> f;'
        " f -> a -> j; f -> b -> j; f -> c -> j; j -> d -> e",
        {},
    ),
    "events": (
        "start s; events g; catch yes message=yes; catch late timer=P1D; user a; user b; end e; s -> g; g -> yes -> a -> e;"
        " g -> late -> b -> e",
        {},
    ),
    "three events": (
        'start s; user first; events g; receive yes message=yes; catch sig signal=stop; catch ready condition="ready";'
        " user a; end e; end t terminate; s -> first -> g; g -> yes -> a -> e; g -> sig -> t; g -> ready -> e",
        {"ready": [False]},
    ),
    "timers": (
        'start s; catch one at=2027-01-01T00:00:00Z; catch two timer=PT2H; catch three timer="days"; user a; end e;'
        " s -> one -> two -> three -> a -> e",
        {"days": ["P1D"]},
    ),
    "boundary timer": (
        "start s; user a; boundary late on=a timer=P3D; user chase; user b; end e; s -> a -> b -> e; late -> chase -> e",
        {},
    ),
    "boundary beside": (
        "start s; user a; boundary tick on=a beside cycle=R3/P1D; user remind; user b; end e; end r; s -> a -> b -> e;"
        " tick -> remind -> r",
        {},
    ),
    "boundary message and signal": (
        "start s; user a; boundary m on=a message=stop; boundary g on=a signal=all; user x; user y; end e; s -> a -> e;"
        " m -> x -> e; g -> y -> e",
        {},
    ),
    "sub-process": (
        "start s; sub box { start i; user a; user b; end j; i -> a -> b -> j }; user c; end e; s -> box -> c -> e", {},
    ),
    "error in sub-process": (
        'start s; sub box { start i; user a; xor g; end fine; end bad error=E1; i -> a -> g; g -> fine if "good";'
        " g -> bad default }; boundary x on=box error=E1; user fix; user c; end e; s -> box -> c -> e; x -> fix -> e",
        {"good": TWO},
    ),
    "escalation": (
        "start s; sub box { start i; user a; throw up escalation=U1; user b; end j; i -> a -> up -> b -> j };"
        " boundary x on=box beside escalation=U1; user told; user c; end e; end f; s -> box -> c -> e; x -> told -> f",
        {},
    ),
    "nested sub-processes": (
        "start s; sub outer { start i; sub inner { start k; and f; user a; user b; and j; end l; k -> f; f -> a -> j;"
        " f -> b -> j; j -> l }; user c; end m; i -> inner -> c -> m }; end e; s -> outer -> e",
        {},
    ),
    "terminate in sub-process": (
        "start s; sub box { start i; and f; user a; user b; end t terminate; end n; i -> f; f -> a -> t; f -> b -> n };"
        " user c; end e; s -> box -> c -> e",
        {},
    ),
    "event sub-process": (
        "start s; user a; user b; end e; sub stop event { start h message=stop; user c; end k; h -> c -> k };"
        " s -> a -> b -> e",
        {},
    ),
    "event sub-process beside": (
        'start s; sub box { start i; user a; end j; sub ask event { start h beside signal=ask; user d; end k; h -> d -> k };'
        " i -> a -> j }; user b; end e; s -> box -> b -> e",
        {},
    ),
    "error event sub-process": (
        'start s; sub box { start i; user a; xor g; end fine; end bad error=E1; sub fix event { start h error=E1; user d;'
        ' end k; h -> d -> k }; i -> a -> g; g -> fine if "good"; g -> bad default }; end e; s -> box -> e',
        {"good": TWO},
    ),
    "transaction": (
        "start s; transaction trip { start i; user flight; boundary f1 on=flight compensate= handler=no_flight;"
        ' user no_flight undo; xor ok; end fine; end no cancel; i -> flight -> ok; ok -> fine if "good";'
        " ok -> no default }; boundary failed on=trip cancel; user tell; user after; end e; s -> trip -> after -> e;"
        " failed -> tell -> e",
        {"good": TWO},
    ),
    "compensation": (
        "start s; user flight; boundary f1 on=flight compensate= handler=no_flight; user no_flight undo; user decide;"
        " throw back compensate=flight; user after; end e; s -> flight -> decide -> back -> after -> e",
        {},
    ),
    "compensation of everything": (
        "start s; user a; boundary a1 on=a compensate= handler=ua; service ua undo; user b; boundary b1 on=b compensate="
        " handler=ub; service ub undo; end back compensate=; s -> a -> b -> back",
        {},
    ),
    "instances": (
        'start s; user a many="people" item=who completion="numberOfCompletedInstances >= 2"; user b; end e; s -> a -> b -> e',
        {"people": [[1, 2]]},
    ),
    "instances in turn": ("start s; service a count=3 turn; user b; end e; s -> a -> b -> e", {}),
    "repeated": (
        'start s; script a text="n + 1" result=n loop="n < 3" most=9; user b; end e; s -> a -> b -> e', {"n": [0]},
    ),
    "scripts": (
        'start s; script a text="amount * 2" result=total; xor g; user b; user c; end e; s -> a -> g;'
        ' g -> b if "total > 1000"; g -> c default; b -> e; c -> e',
        {"amount": AMOUNTS},
    ),
    "hand in and out": (
        'start s; user first; service a in:sum="amount + 1" out:answer="result"; user b; end e; s -> first -> a -> b -> e',
        {"amount": [1], "result": [1]},
    ),
    "call": ('start s; user a; call c calls=below in:n="n + 1" out:total="n"; user b; end e; s -> a -> c -> b -> e', {"n": [1]}),
    "ad hoc": (
        'start s; adhoc work completion="done" { user a; user b; user c; b -> c }; user d; end e; s -> work -> d -> e',
        {"done": [False]},
    ),
    "links": ("start s; user a; throw out link=L; catch back link=L; user b; end e; s -> a -> out; back -> b -> e", {}),
    "throwing": (
        'start s; user a; throw tell signal=done; send mail message=hello key="number"; manual sign; task look; user b;'
        " end e message=bye; s -> a -> tell -> mail -> sign -> look -> b -> e",
        {"number": [1]},
    ),
    "begun by events": (
        "start s message=order; start t timer=PT1H; start u signal=go; user a; user b; end e signal=over; s -> a; t -> a;"
        " u -> b -> e; a -> e",
        {},
    ),
    "implicit split": (
        'start s; user first; user a; user b; user c; or j; end e; s -> first; first -> a if "x > 0"; first -> b if "y > 0";'
        " first -> c default; a -> j; b -> j; c -> j; j -> e",
        {"x": [0, 1], "y": [0, 1]},
    ),
    "rule and outcome": (
        'start s; rule price; user a; xor g; end yes outcome=approved; end no outcome=rejected; s -> price -> a -> g;'
        ' g -> yes if "good"; g -> no default',
        {"good": TWO},
    ),
    "parallel with early end": (
        "start s; and f; user a; user b; end t terminate; end n; s -> f; f -> a -> t; f -> b -> n", {},
    ),
}  # fmt: skip


def ready(process: Process) -> Process:
    """With somebody who approves at every user task."""
    approval = Approval(rules=(ApproverRule(RuleKind.MANAGER),))
    elements = tuple(
        replace(one, approval=one.approval or approval) if one.kind == Kind.USER_TASK else one
        for one in process.elements
    )
    return replace(process, elements=elements)


def seed(name: str) -> Document:
    """One of the processes, ready to be run."""
    document = drawn(SEEDS[name][0].replace("'", '\\"') if name == "texts" else SEEDS[name][0])
    return Document(document.root, tuple(ready(process) for process in document.processes))
