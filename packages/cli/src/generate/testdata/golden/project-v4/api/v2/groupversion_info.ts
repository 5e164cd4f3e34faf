// +groupName=crew.testproject.org

export {};
