import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The development server's page talks to a service on its default port.
const service = "http://127.0.0.1:7001";

export default defineConfig({
  plugins: [react()],
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: {
      "/generate-code": { target: service, ws: true },
      "/api": service,
      "/health": service,
      "/ready": service,
      "/telemetry": service,
    },
  },
  build: { target: "es2022", chunkSizeWarningLimit: 600 },
  test: { include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"] },
});
