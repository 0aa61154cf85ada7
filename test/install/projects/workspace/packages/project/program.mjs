import library from "library";

export const model = new library.Bot("bot").model;
