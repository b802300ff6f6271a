/** While developing without a server: /api is answered with a sentence that says how to start one. Not part of the built page. */
import type { Plugin } from "vite";

export function mock(): Plugin {
  return {
    name: "bahe-no-server",
    configureServer(server) {
      if (process.env.BAHE_API) return;
      server.middlewares.use("/api", (_request, response) => {
        response.statusCode = 503;
        response.setHeader("Content-Type", "application/json");
        response.end(JSON.stringify({ error: { sentence: "No server.", remedy: "bahe serve --port 8000, then BAHE_API=http://127.0.0.1:8000 npm run dev" } }));
      });
    },
  };
}
