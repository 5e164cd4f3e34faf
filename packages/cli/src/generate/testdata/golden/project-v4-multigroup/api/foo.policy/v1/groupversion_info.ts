// +groupName=foo.policy.testproject.org

export {};
