/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Ends a timer; harmless when it has already fired. */
export type Cancel = () => void;

/**
 * The only way that code outside a composition root sees time. `monotonicMs` never goes back and is what durations
 * and deadlines are measured by; `wallMs` is the calendar, which can jump.
 */
export interface Clock {
	monotonicMs(): number;
	wallMs(): Instant;
	/** Calls `run` once after `delayMs` of monotonic time. */
	after(delayMs: number, run: () => void): Cancel;
}

/** A random number in [0, 1), handed in like the clock so that a run can be replayed. */
export type Random = () => number;

/** UTC with milliseconds and a `Z`, fixed width, so that text order is time order: `2026-11-23T03:22:00.000Z`. */
export function toIso(instant: Instant): string {
	return new Date(instant).toISOString();
}

/** `01:02:36`, for LCDs and pages. */
export function formatDuration(durationMs: number): string {
	const seconds = Math.max(0, Math.floor(durationMs / 1000));
	return [
		Math.floor(seconds / 3600),
		Math.floor(seconds / 60) % 60,
		seconds % 60,
	]
		.map((part) => String(part).padStart(2, "0"))
		.join(":");
}

const indonesianZoneLetters: Record<string, string> = {
	"Asia/Jakarta": "WIB",
	"Asia/Pontianak": "WIB",
	"Asia/Makassar": "WITA",
	"Asia/Jayapura": "WIT",
};

/** WIB, WITA or WIT for an Indonesian IANA zone; any other zone's own name. */
export function zoneLetters(timeZone: string): string {
	return indonesianZoneLetters[timeZone] ?? timeZone;
}

/** The calendar day at a site, `2026-11-23`: the business day of bills and reports. */
export function businessDay(instant: Instant, timeZone: string): string {
	return new Intl.DateTimeFormat("en-CA", {
		timeZone,
		year: "numeric",
		month: "2-digit",
		day: "2-digit",
	}).format(instant);
}
