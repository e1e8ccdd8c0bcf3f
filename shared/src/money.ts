/**
 * Rupiah as an integer. Every price, bill and posting in Colok is an `Idr`; there are no fractions of a rupiah.
 */
export type Idr = number & { readonly __unit: "Idr" };

/** An integer number of rupiah. Throws a RangeError for a fraction or a number outside the safe range. */
export function idr(amount: number): Idr {
	if (!Number.isSafeInteger(amount))
		throw new RangeError(`${amount} is not a whole number of rupiah`);
	return amount as Idr;
}

/**
 * `energyWh × priceIdrPerKwh / 1000`, rounded half up to a whole rupiah, divided once.
 *
 * @example energyPriceHalfUp(wh(1250), idr(2466)) // 3083: 3,082.5 goes up
 */
export function energyPriceHalfUp(
	energyWh: number,
	priceIdrPerKwh: number,
): Idr {
	return idr(divideHalfUp(BigInt(energyWh) * BigInt(priceIdrPerKwh), 1000n));
}

/** The most energy in Wh that `amountIdr` buys at a rate in rupiah per kWh, rounded down: never a Wh unpaid for. */
export function energyForAmountFloor(
	amountIdr: number,
	priceIdrPerKwh: number,
): number {
	if (priceIdrPerKwh <= 0) return Number.MAX_SAFE_INTEGER;
	return Number((BigInt(amountIdr) * 1000n) / BigInt(priceIdrPerKwh));
}

/** A quotient of non-negative integers, a half going up. */
export function divideHalfUp(numerator: bigint, denominator: bigint): number {
	return Number((numerator * 2n + denominator) / (denominator * 2n));
}

/** `Rp 12.500` in Indonesian, `Rp 12,500` in English; a space after Rp, and a minus sign before it. */
export function formatIdr(
	amount: number,
	language: "id" | "en" = "id",
): string {
	const digits = new Intl.NumberFormat(language).format(Math.abs(amount));
	return `${amount < 0 ? "-" : ""}Rp ${digits}`;
}
