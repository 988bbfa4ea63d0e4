// Native modal dialogs: the browser keeps the focus inside and gives it back on close.
export function show(dialog) {
  if (dialog && !dialog.open) dialog.showModal();
}

export function hide(dialog) {
  if (dialog?.open) dialog.close();
}
