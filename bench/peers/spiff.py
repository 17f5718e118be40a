"""SpiffWorkflow 3: the case is one JSON; a step locks it, reads it, completes a task, writes it and a line of history.

Definition cached, as its users do; less than Heyi does: no task rows, no people told, no organization asked.
`python -m bench.peers.spiff URL TASKS [memory]` prints milliseconds of the median step; in memory nothing is written.
"""

import itertools
import json
import statistics
import sys
import time

import psycopg
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

TABLES = """
CREATE SCHEMA IF NOT EXISTS spiff;
CREATE TABLE IF NOT EXISTS spiff.cases (id bigserial PRIMARY KEY, body text);
CREATE TABLE IF NOT EXISTS spiff.history (id bigserial PRIMARY KEY, case_id bigint, task text, at timestamptz DEFAULT now());
CREATE TABLE IF NOT EXISTS spiff.document (id bigserial PRIMARY KEY, changed timestamptz DEFAULT now());
"""


def process(tasks: int) -> str:
    """A sequence of manual tasks as BPMN."""
    nodes = ["start", *[f"t{n}" for n in range(tasks)], "end"]
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(itertools.pairwise(nodes))
    )
    manual = "".join(f'<manualTask id="t{n}" name="t{n}"/>' for n in range(tasks))
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">'
        f'<process id="p" isExecutable="true"><startEvent id="start"/>{manual}<endEvent id="end"/>{flows}</process>'
        "</definitions>"
    )


def main() -> None:
    url, tasks = sys.argv[1], int(sys.argv[2])
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(process(tasks)))
    spec = parser.get_spec("p")
    if "memory" in sys.argv[3:]:
        print(statistics.median(taken for _case in range(max(3, 120 // tasks)) for taken in in_memory(spec, tasks)))
        return
    serializer = BpmnWorkflowSerializer()
    taken: list[float] = []
    with psycopg.connect(url, autocommit=True, prepare_threshold=0) as connection:
        connection.execute(TABLES, prepare=False)
        for _case in range(max(1, 60 // tasks)):
            workflow = BpmnWorkflow(spec)
            workflow.do_engine_steps()
            body = serializer.serialize_json(workflow)
            case_id = connection.execute("INSERT INTO spiff.cases (body) VALUES (%s) RETURNING id", [body]).fetchone()[
                0
            ]
            connection.execute("INSERT INTO spiff.document (id) VALUES (%s) ON CONFLICT DO NOTHING", [case_id])
            taken += [step(connection, serializer, case_id) for _step in range(tasks - 1)]
    print(statistics.median(taken))


def in_memory(spec: BpmnProcessSpec, tasks: int) -> list[float]:
    """Milliseconds of the steps of a case that only this process knows; the last is left out."""
    workflow = BpmnWorkflow(spec)
    workflow.do_engine_steps()
    taken = []
    for _step in range(tasks - 1):
        started = time.perf_counter()
        workflow.get_next_task(state=TaskState.READY, manual=True).run()
        workflow.do_engine_steps()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def step(connection: psycopg.Connection, serializer: BpmnWorkflowSerializer, case_id: int) -> float:
    started = time.perf_counter()
    with connection.transaction():
        body = connection.execute("SELECT body FROM spiff.cases WHERE id = %s FOR UPDATE", [case_id]).fetchone()[0]
        workflow = serializer.deserialize_json(body)
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.run()
        workflow.do_engine_steps()
        connection.execute(
            "UPDATE spiff.cases SET body = %s WHERE id = %s", [serializer.serialize_json(workflow), case_id]
        )
        connection.execute(
            "INSERT INTO spiff.history (case_id, task) VALUES (%s, %s)", [case_id, json.dumps(task.task_spec.name)]
        )
        connection.execute("UPDATE spiff.document SET changed = now() WHERE id = %s", [case_id])
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
