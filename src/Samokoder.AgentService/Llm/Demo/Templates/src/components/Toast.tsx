import { useEffect, useState } from 'react';
import { strings } from '../strings';
import { Icon } from './Icon';

export interface Message {
  id: number;
  text: string;
  undo?: () => void;
}

const SECONDS = 8;

/** Says what has just happened, also to a screen reader, and offers to undo it; it waits while it is pointed at or in focus. */
export function Toast({ message, onClose }: { message: Message | null; onClose: () => void }) {
  const [held, setHeld] = useState(false);

  useEffect(() => {
    if (message === null || held) return;
    const timer = setTimeout(onClose, SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [message, held, onClose]);

  const undo = () => {
    message?.undo?.();
    onClose();
  };

  return (
    <div className="toasts" role="status" aria-live="polite">
      {message !== null && (
        <div
          key={message.id}
          className="toast"
          onMouseEnter={() => setHeld(true)}
          onMouseLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <span dir="auto">{message.text}</span>
          {message.undo !== undefined && (
            <button type="button" className="button" onClick={undo}>
              {strings.undo}
            </button>
          )}
          <button type="button" className="button button-icon" aria-label={strings.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
