// +groupName=bar.example.com

export {};
