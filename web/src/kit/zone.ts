/** Apart from the dates, so that who signs in does not load them. */
let own: string | undefined;

/** The person's zone, in which every moment is shown and typed; the device's until it is known. */
export const setZone = (name: string | undefined): void => {
  own = name || undefined;
};

export const zone = (): string | undefined => own;
