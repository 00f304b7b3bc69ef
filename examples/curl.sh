#!/bin/sh
# The gateway with curl alone.
#
#     CACHECORE_URL=http://127.0.0.1:8080 CACHECORE_TOKEN=… sh curl.sh
#
# Each question is asked twice: the first is a MISS, the second a HIT_L1 with an equal answer.
set -eu
head=$(mktemp)
trap 'rm -f "$head"' EXIT

ask() {
    curl --silent --show-error --fail --max-time 60 --dump-header "$head" \
        --header "Authorization: Bearer $CACHECORE_TOKEN" \
        --header "Content-Type: application/json" \
        --data "$1" "$CACHECORE_URL/v1/chat/completions"
}

show() {
    for _ in first second; do
        body=$(ask "$2" | "$3")
        status=$(tr -d '\r' < "$head" | sed -n 's/^x-cache: //p')
        printf '%s\t%s\t%s\n' "$1" "$status" "$body"
    done
}

# A streamed answer: the pieces of its text, put together.
pieces() {
    printf '"%s"' "$(sed -n 's/^data: .*"content": *"\([^"]*\)".*/\1/p' | tr -d '\n')"
}

show "plain" '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "What is a cache?"}]}' cat
show "stream" '{"model": "gpt-4o-mini", "stream": true,
    "messages": [{"role": "user", "content": "Tell me about rivers."}]}' pieces
show "tool call" '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Use get_weather for Ulm."}],
    "tools": [{"type": "function", "function": {"name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}' cat
show "structured output" '{"model": "gpt-4o-mini",
    "messages": [{"role": "user", "content": "Which city has the tallest church?"}],
    "response_format": {"type": "json_schema", "json_schema": {"name": "city", "strict": true,
        "schema": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}}}}' cat
