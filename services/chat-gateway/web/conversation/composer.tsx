import { useRef, useState } from 'preact/hooks';

const LONGEST_QUESTION = 4000;

interface ComposerProps {
  readonly isBusy: boolean;
  readonly isConnected: boolean;
  onAsk(text: string): void;
  onStop(): void;
}

export function Composer({ isBusy, isConnected, onAsk, onStop }: ComposerProps) {
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);

  function submit(): void {
    if (text.trim() === '' || isBusy) return;
    onAsk(text);
    setText('');
    field.current?.focus();
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label for="question" class="visually-hidden">
        Your question
      </label>
      <textarea
        id="question"
        ref={field}
        rows={1}
        value={text}
        maxLength={LONGEST_QUESTION}
        placeholder="Ask about your money"
        enterkeyhint="send"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          submit();
        }}
      />
      {isBusy ? (
        <button type="button" class="primary stop" disabled={!isConnected} onClick={onStop}>
          Stop
        </button>
      ) : (
        <button type="submit" class="primary" disabled={text.trim() === ''}>
          Ask
        </button>
      )}
    </form>
  );
}
