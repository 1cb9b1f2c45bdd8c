export const MODEL_NAME = 'all-MiniLM-L6-v2-int8';
export const DIMENSION = 384;
