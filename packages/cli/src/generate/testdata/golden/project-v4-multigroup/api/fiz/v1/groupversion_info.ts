// +groupName=fiz.testproject.org

export {};
