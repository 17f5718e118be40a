"""The simple process model: a process as a tree of steps and blocks, read from BPMN and written back without loss."""
