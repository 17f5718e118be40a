import { lazy } from "react";

export type { BpmnDesignerProps } from "./BpmnDesigner";
export type { FieldInfo, Finding } from "./desk";

/** bpmn-js is large and few people design, so it comes when it is shown; a Suspense boundary belongs above. */
export const BpmnDesigner = lazy(() => import("./BpmnDesigner"));
