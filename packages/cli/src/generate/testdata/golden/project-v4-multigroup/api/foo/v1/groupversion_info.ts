// +groupName=foo.testproject.org

export {};
