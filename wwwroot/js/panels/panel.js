// Under construction: filled by the next change.
export class Panel { update() {} setActive() {} refresh() {} destroy() {} }
