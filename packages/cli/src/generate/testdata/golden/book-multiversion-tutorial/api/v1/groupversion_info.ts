// +groupName=batch.tutorial.kubebuilder.io

export {};
