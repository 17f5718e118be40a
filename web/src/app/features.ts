/** Every folder of src/features brings its manifest; nothing else has to be told of it. */
import type { FeatureManifest } from "@/core/shell/manifest";

const found = import.meta.glob<{ manifest: FeatureManifest }>("/src/features/*/manifest.ts", { eager: true });

export const features: FeatureManifest[] = Object.values(found).map((module) => module.manifest);
