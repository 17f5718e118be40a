"""The functions of this app that roles grant."""

VIEW = "workflow.case.view"
INTERVENE = "workflow.case.intervene"
MANAGE = "workflow.definition.update"
OPERATE = "workflow.case.operate"
WORK = "workflow.work.update"
