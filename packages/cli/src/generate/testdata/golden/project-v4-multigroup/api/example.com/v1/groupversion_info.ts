// +groupName=example.com.testproject.org

export {};
