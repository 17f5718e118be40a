"""The reference files of the BPMN Model Interchange Working Group: there and back, and through the engine."""

import os
from pathlib import Path

import pytest

from heyi.core.workflow.parser.comparing import differences
from heyi.core.workflow.parser.read import read, write
from heyi.core.workflow.parser.xml import BPMNDI
from heyi.core.workflow.trying.script import play
from heyi.core.workflow.trying.trial import Trial

ROOT = Path(__file__).parents[2]
FILES = 14

#: How each file that says that it can be run is run to its end, the ways of its decisions included.
SCRIPTS = {
    "C.1.0": (
        """
        start bpmn-miwg-test-case-c.1.0
        complete assignApprover
        complete approveInvoice {"approved": false}
        complete reviewInvoice {"clarified": "yes"}
        complete approveInvoice {"approved": true}
        complete prepareBankTransfer
        complete archiveInvoice
        """,
        """
        message invoice-received-C.1.0
        complete assignApprover
        complete approveInvoice {"approved": false}
        complete reviewInvoice {"clarified": "no"}
        """,
    ),
    "C.1.1": (
        """
        start handle-invoice
        complete assignApprover
        complete approveInvoice {"approved": false}
        complete reviewInvoice {"clarified": "yes"}
        complete approveInvoice {"approved": true}
        complete prepareBankTransfer
        complete archiveInvoice
        """,
    ),
    "C.3.0": (
        """
        start
        complete _c73a5f4a-72f1-4e11-bb40-2f98da75fb9a
        complete _a92069f7-377b-4dbd-a1fd-1da071aabf6d
        """,
    ),
    "C.4.0": (  # four pools: a signal begins three of them; their answers have no name in the file
        """
        start _42cba3a9-a8ab-40b5-b9a4-2e8f32be364e
        complete _f8973a92-3d84-4672-a1a3-b0df154121e1
        complete _aa275782-c989-49ba-bf94-c58916ca7bb5
        complete _0e71ed63-93f9-44b6-a89d-da9628652926
        complete _986cf801-0780-49d3-91cd-2cc6d3c1aac3
        complete _eba690b9-34ef-49e4-b265-1411809d9302
        complete _67944b4c-4950-45a2-a131-1c4679c6b433
        complete _4c95f4a0-f4ec-45ed-9fdb-7b236155d6f5
        complete _72da5cee-0456-4c3c-ba8d-6dd085d6f52d
        complete _e3d3ac43-74a3-48ff-9a02-e64b1358cc34
        trigger _74e2cc7b-99ca-426b-ad53-ad70a56506aa
        trigger _fe77c2f2-278f-4752-9d03-aa0c8a12af1e
        trigger _db9147a9-7fbc-4657-a506-15e777f2cfd9
        complete _351b058e-c37c-4fb7-9d32-24075f53ce02
        complete _52401cbb-02b8-4eaf-84f1-1edbc0854a4a
        """,
    ),
    "C.5.0": (
        """
        start _3d1ef204-2d4c-4643-8fc5-c319cc032ec0
        complete _945cd271-46b6-4d71-83a1-530e445af820
        complete _17db66a1-badd-4942-9ebd-02bc5595cdde
        complete _664f14a9-c1f1-490a-bbec-1f66ba4e7fe4
        complete _d22de266-6170-4783-91f9-40832e4cc58d
        complete _87785f46-7026-4d3c-b2c0-6a9468da67f6
        complete _a73027a7-615e-4a4d-95ee-c4cd78ab30c4
        complete _9c5d383f-df57-4012-b490-fa36f9f90eed
        complete _09074897-556d-4fd2-afb6-2f6c774e1820
        complete _be6ea91a-4f8e-4240-86e8-f85036aee96f
        complete _f006114d-c7cb-4ce0-9bfe-f0938c36a53e
        complete _8b104885-149e-4af6-a459-d924dacd81b3
        complete _7507ae41-a1fa-405c-b4ea-85ed920eace5
        complete _b360104e-8410-4b99-827a-776e2083fb96
        """,
    ),
}


def folder() -> Path:
    # Beside the project, or one folder further up when this is a worktree.
    for beside in (ROOT.parent, ROOT.parent.parent):
        if (beside / "shared" / "conformance" / "miwg").is_dir():
            return beside / "shared" / "conformance" / "miwg"
    if os.environ.get("CI") == "true":
        pytest.fail("../shared/conformance/miwg is missing")
    pytest.skip("the MIWG files are not beside the project")


def test_every_file_comes_back_as_it_was_with_its_diagram() -> None:
    files = sorted(folder().glob("*.bpmn"))
    assert len(files) >= FILES
    for path in files:
        document = read(path.read_bytes())
        again = read(write(document))
        assert list(differences(document.root, again.root)) == [], path.name
        assert document.processes == again.processes, path.name
        shapes = [
            len(list(tree.root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"))) for tree in (document, again)
        ]
        assert shapes[0] == shapes[1] > 0, path.name


@pytest.mark.parametrize(
    ("name", "number"), [(name, n) for name, scripts in SCRIPTS.items() for n in range(len(scripts))]
)
def test_the_executable_ones_run_to_their_end(name: str, number: int) -> None:
    trial = Trial(read((folder() / f"{name}.bpmn").read_bytes()))
    *_, last = play(trial, SCRIPTS[name][number].splitlines())
    assert (last.active, last.state, last.incidents) == ((), "approved", ())
