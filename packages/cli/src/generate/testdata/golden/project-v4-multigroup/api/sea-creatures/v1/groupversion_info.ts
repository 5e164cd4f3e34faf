// +groupName=sea-creatures.testproject.org

export {};
