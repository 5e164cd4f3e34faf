// +groupName=plural.example.com
// +versionName=v1

export {};
