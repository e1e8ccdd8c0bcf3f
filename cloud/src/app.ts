import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { isOperatorKey } from "./features/access/commands.ts";
import { cardRoutes } from "./features/cards/routes.ts";
import { chargerRoutes } from "./features/chargers/routes.ts";
import { sessionRoutes } from "./features/charging/routes.ts";
import { siteRoutes } from "./features/sites/routes.ts";
import { tariffRoutes } from "./features/tariffs/routes.ts";
import { requireBearer } from "./http/bearer.ts";
import { Problem, problemResponse } from "./http/problem.ts";
import type { Services } from "./services.ts";

const maxBodyBytes = 256 * 1024;

/** The whole HTTP side, assembled from the features. */
export function createApp(services: Services): Hono {
	const app = new Hono();
	app.use(
		bodyLimit({
			maxSize: maxBodyBytes,
			onError: () => {
				throw new Problem(
					"too-large",
					`A request body may have ${maxBodyBytes} bytes.`,
				);
			},
		}),
	);
	app.use(
		"/api/*",
		requireBearer((key) => isOperatorKey(services, key)),
	);
	app.route("/api/v1/chargers", chargerRoutes(services));
	app.route("/api/v1/sessions", sessionRoutes(services));
	app.route("/api/v1/id-tags", cardRoutes(services));
	app.route("/api/v1/sites", siteRoutes(services));
	app.route("/api/v1/tariffs", tariffRoutes(services));
	app.get("/healthz", (c) => c.json({ status: "ok" }));
	app.notFound((c) =>
		problemResponse(
			c,
			new Problem("not-found", `Nothing is at ${c.req.path}.`),
		),
	);
	app.onError((error, c) => {
		if (error instanceof Problem) return problemResponse(c, error);
		if (error instanceof HTTPException && error.status < 500) {
			return problemResponse(c, new Problem("invalid-request", error.message));
		}
		services.log.error({ error, path: c.req.path }, "a request failed");
		return problemResponse(
			c,
			new Problem("unexpected", "It has been logged; please try again."),
		);
	});
	return app;
}
