exports.model = new (require("library").Bot)("bot").model;
