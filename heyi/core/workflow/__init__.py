"""The approval-workflow engine: BPMN 2.0 in, rows beside the business's own, every step one transaction."""
