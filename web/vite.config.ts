import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv, type PluginOption } from "vite";

/** The server checks the origin of every write, so in development we speak in its own name. */
const proxied = (target: string) => ({ target, changeOrigin: true, headers: { origin: target } });

export default defineConfig(async ({ command, mode }) => {
  const env = loadEnv(mode, process.cwd(), "HEYI_");
  const server = env.HEYI_SERVER ?? process.env.HEYI_SERVER;
  const plugins: PluginOption[] = [react()];
  if (command === "serve" && !server && !process.env.VITEST) {
    const { mockApi } = await import("./mock/plugin");
    plugins.push(mockApi());
  }
  return {
    plugins,
    resolve: { alias: { "@": resolve(import.meta.dirname, "src") } },
    html: { cspNonce: "__CSP_NONCE__" },
    build: { target: "es2022", assetsDir: "assets", chunkSizeWarningLimit: 1200, assetsInlineLimit: 0 },
    server: {
      port: Number(process.env.PORT ?? 18200),
      strictPort: true,
      proxy: server ? { "/api": proxied(server), "/_allauth": proxied(server) } : undefined,
    },
  };
});
