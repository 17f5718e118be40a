"""BPMN 2.0 XML in and out: bounded reading, the model of what the engine runs, lint and soundness."""
