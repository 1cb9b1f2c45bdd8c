import type { ChatMessage, CompletionRequest, ToolDefinition } from '../llm.ts';

/** A message as OpenAI and Groq take it. */
export function wireMessage(message: ChatMessage) {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: message.content };
    case 'tool':
      return { role: message.role, tool_call_id: message.toolCallId, content: message.content };
    case 'assistant': {
      const calls = (message.toolCalls ?? []).map(({ id, name, arguments: given }) => ({
        id,
        type: 'function' as const,
        function: { name, arguments: given },
      }));
      return { role: message.role, content: message.content, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
    }
  }
}

export function wireTool({ name, description, parameters }: ToolDefinition) {
  return { type: 'function' as const, function: { name, description, parameters: { ...parameters } } };
}

/** What every vendor takes alike; the limit of tokens has a name of its own at each. */
export function wireRequest(model: string, request: CompletionRequest) {
  const tools = (request.tools ?? []).map(wireTool);
  return {
    model,
    messages: request.messages.map(wireMessage),
    temperature: request.temperature ?? 0,
    stream: true as const,
    ...(tools.length > 0 ? { tools } : {}),
  };
}
