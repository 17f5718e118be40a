/** Prices and free stock for lines that are being written. */
import { api, data, type Schemas } from "./http";

export type Wanted = Schemas["Wanted"];
export type Quote = Schemas["Quote"];
export type Question = Schemas["Question"];

export const prices = (question: Question) => data(api.POST("/api/v1/sales/orders/prices", { body: question }));
