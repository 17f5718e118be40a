"""The functions of this app that roles grant."""

VIEW = "workflow.case.view"
INTERVENE = "workflow.case.intervene"
MANAGE = "workflow.definition.update"
OPERATE = "workflow.case.operate"
RETAIN = "workflow.case.retain"
WORK = "workflow.work.update"
