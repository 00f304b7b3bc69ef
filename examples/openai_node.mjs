// OpenAI's SDK for Node as it is: only the base URL and the key change.
//
//     npm install openai
//     CACHECORE_URL=http://127.0.0.1:8080 CACHECORE_TOKEN=… node openai_node.mjs
//
// Each question is asked twice: the first is a MISS, the second a HIT_L1 with an equal answer.

import OpenAI from "openai";

const client = new OpenAI({
  baseURL: `${process.env.CACHECORE_URL}/v1`,
  apiKey: process.env.CACHECORE_TOKEN,
});
const model = "gpt-4o-mini";
const user = (content) => [{ role: "user", content }];
const schema = {
  type: "object",
  properties: { name: { type: "string" }, country: { type: "string" } },
  required: ["name", "country"],
  additionalProperties: false,
};

async function plain() {
  const { data, response } = await client.chat.completions
    .create({ model, messages: user("What is a cache?") })
    .withResponse();
  return [response, data.choices[0].message.content];
}

async function stream() {
  const { data, response } = await client.chat.completions
    .create({ model, messages: user("Tell me about rivers."), stream: true })
    .withResponse();
  let text = "";
  for await (const chunk of data) text += chunk.choices[0]?.delta?.content ?? "";
  return [response, text];
}

async function toolCall() {
  const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
  const { data, response } = await client.chat.completions
    .create({
      model,
      messages: user("Use get_weather for Ulm."),
      tools: [{ type: "function", function: { name: "get_weather", parameters } }],
    })
    .withResponse();
  return [response, data.choices[0].message.tool_calls];
}

async function structuredOutput() {
  const { data, response } = await client.chat.completions
    .create({
      model,
      messages: user("Which city has the tallest church?"),
      response_format: { type: "json_schema", json_schema: { name: "city", strict: true, schema } },
    })
    .withResponse();
  return [response, JSON.parse(data.choices[0].message.content)];
}

async function show(what, ask) {
  for (let time = 0; time < 2; time += 1) {
    const [response, result] = await ask();
    console.log([what, response.headers.get("x-cache"), JSON.stringify(result)].join("\t"));
  }
}

await show("plain", plain);
await show("stream", stream);
await show("tool call", toolCall);
await show("structured output", structuredOutput);
