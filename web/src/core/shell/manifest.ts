/** What a feature folder contributes: its hand-written routes and palette actions. Menus come from the server. */
import { type ComponentType, createContext, use } from "react";
import type { RouteObject } from "react-router";
import type { Entry, Resource } from "@/api/types";

export interface PaletteAction {
  name: string;
  /** `namespace:key` of the words. */
  label: string;
  icon: string;
  path: string;
  permission?: string;
}

/** What stands at the foot of a form while somebody types; `record` is missing for a new one. */
export interface FormNoteProps {
  resource: Resource;
  record?: Entry;
  /** Another record that is meant, where the form is not its own. */
  own?: { resource: string; id: number };
  values: Record<string, unknown>;
  onChange: (part: Record<string, unknown>) => void;
}

export interface FeatureManifest {
  app: string;
  routes: RouteObject[];
  actions?: PaletteAction[];
  /** Namespaces of words that palette actions need. */
  words?: string[];
  /** A note that stands in the forms of these resources. */
  formNote?: { on: string[]; load: () => Promise<{ default: ComponentType<FormNoteProps> }> };
}

export const FeaturesContext = createContext<FeatureManifest[]>([]);
export const useFeatures = (): FeatureManifest[] => use(FeaturesContext);
