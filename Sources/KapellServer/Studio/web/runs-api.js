// The server's API of workflows and their runs.

import { get, post, stream } from "/ui/api.js";

const part = encodeURIComponent;

export const listWorkflows = () => get("/workflows");
export const listRuns = (limit) => get(`/runs?limit=${limit}`);
export const startRun = (name, input) => post(`/workflows/${part(name)}/runs`, { input });
export const runStatus = (id) => get(`/runs/${part(id)}/status`);
export const runState = (id, event) => get(`/runs/${part(id)}/state?at=${event}`);
export const runGraph = (id) => get(`/runs/${part(id)}/graph.svg`, "text");
export const answerRun = (id, question, value) => post(`/runs/${part(id)}/interrupts`, { id: question, value });
export const changeRun = (id, what, body = {}) => post(`/runs/${part(id)}/${what}`, body);

/** What happens in a run, over its pauses, until it ends; `last` is the id of the last event that was seen. */
export const runEvents = (id, last, signal) =>
    stream(`/runs/${part(id)}/events?follow=true${last ? `&after=${part(last)}` : ""}`, { signal });
