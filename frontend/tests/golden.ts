/** The messages that both ends are tested against. */
import client from "../../tests/messages/client.json";
import server from "../../tests/messages/server.json";

export const GOLDEN = server;
export const GOLDEN_CLIENT = client;
