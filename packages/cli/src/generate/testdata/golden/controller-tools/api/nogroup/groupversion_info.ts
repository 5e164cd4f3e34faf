// +groupName=

export {};
