/** Loads a part of the page together with antd, which it needs. */
import { type ComponentType, createElement, lazy } from "react";

const frame = () => import("./Dressed");

export const Dressed = lazy(frame);

export function dressed<P extends object>(load: () => Promise<{ default: ComponentType<P> }>) {
  return lazy(async () => {
    const [{ default: Frame }, { default: Part }] = await Promise.all([frame(), load()]);
    return { default: (props: P) => createElement(Frame, null, createElement(Part, props)) };
  });
}
