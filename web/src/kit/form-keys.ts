import type { KeyboardEvent } from "react";

/** Keys of a whole form: Enter in a field goes on with that field (a day, a choice) and hands nothing in; Ctrl+Enter does. */
export const formKeys = (submit: () => void) => (event: KeyboardEvent<HTMLFormElement>) => {
  const target = event.target as HTMLElement;
  // Dialogs that a form opens are its children for React, but no part of it on the page.
  if (event.key !== "Enter" || event.nativeEvent.isComposing || !event.currentTarget.contains(target)) return;
  if (event.metaKey || event.ctrlKey) {
    event.preventDefault();
    submit();
  } else if (target.tagName === "INPUT") event.preventDefault();
};
