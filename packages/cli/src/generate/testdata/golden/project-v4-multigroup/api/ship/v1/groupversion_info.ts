// +groupName=ship.testproject.org

export {};
