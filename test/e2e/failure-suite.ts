export function failureSuite(): void {}
