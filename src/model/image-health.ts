/** Why a service whose image comes from elsewhere has no health check, unless somebody says something about it. */
export const IMAGES_OWN_HEALTH = 'the image has its own';
