/** What a feature folder contributes: its hand-written routes and palette actions. Menus come from the server. */
import { createContext, use } from "react";
import type { RouteObject } from "react-router";

export interface PaletteAction {
  name: string;
  /** `namespace:key` of the words. */
  label: string;
  icon: string;
  path: string;
  permission?: string;
}

export interface FeatureManifest {
  app: string;
  routes: RouteObject[];
  actions?: PaletteAction[];
  /** Namespaces of words that palette actions need. */
  words?: string[];
}

export const FeaturesContext = createContext<FeatureManifest[]>([]);
export const useFeatures = (): FeatureManifest[] => use(FeaturesContext);
