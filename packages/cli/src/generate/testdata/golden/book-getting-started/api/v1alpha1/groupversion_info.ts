// +groupName=cache.example.com

export {};
